"""How is a Caffe network read? From its prototxt, with counts by shape inference."""

from explorer.planner.reading.caffe.reader import FORMAT

__all__ = ["FORMAT"]
