"""The Streamlit code behind the page "First weights"."""
