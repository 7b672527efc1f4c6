MEDIA_TYPE="application/ofd"
def read_ofd(f): raise NotImplementedError
