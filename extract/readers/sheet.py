MEDIA_TYPES=("application/vnd.ms-excel",)
def read_sheet(f): raise NotImplementedError
