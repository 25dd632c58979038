from ninja import Router

cases = Router(tags=["cases"])
messages = Router(tags=["messages"])
process_messages = Router(tags=["processes"])
