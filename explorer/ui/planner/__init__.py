"""The fine-tuning planner's page, step by step: your model, your task, your plan."""
