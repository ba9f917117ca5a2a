"""The Streamlit code behind the pages: controls, links, caching."""
