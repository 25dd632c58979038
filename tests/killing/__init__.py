"""What the kill test is made of: the real product, customers who send, agents who answer, a mail server that takes."""
