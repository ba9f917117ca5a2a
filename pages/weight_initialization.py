"""First weights: does the message get through the layers?"""

import streamlit as st

st.title("Does the message get through?")
