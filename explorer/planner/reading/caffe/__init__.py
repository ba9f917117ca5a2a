"""How is a Caffe network read? From its prototxt, with counts by shape inference.

- `inputs`: How large is what goes into a Caffe network?
- `network`: Which layers does a Caffe network have?
- `prototxt`: What does a text in protobuf's text format say?
- `reader`: What does a Caffe prototxt tell?
- `shapes`: How large is each blob?
- `weights`: Which weights does a Caffe layer hold?
"""

from explorer.planner.reading.caffe.reader import FORMAT

__all__ = ["FORMAT"]
