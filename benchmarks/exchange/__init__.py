"""The circular economy register: what factories have over and what they could use, found without anybody being named."""
