"""What a fork server imports (`local.py`): lexicons and models, so that each process it forks has
them.
"""

from pipeline.dataset.process import preload

preload()
