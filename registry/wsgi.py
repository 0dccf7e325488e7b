"""What a WSGI server loads: `registry.wsgi:app`."""

import gc

from registry.app import create_app

app = create_app()
# What is loaded by now stays: it need not be looked through again and again for what can be thrown away. Nor need every
# few hundred objects of an answer, most of which go by themselves when it is sent.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
