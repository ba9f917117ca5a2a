"""Fine-tuning planner: what to keep, what to adjust, what to replace."""

import streamlit as st

st.title("What to keep, what to adjust, what to replace")
