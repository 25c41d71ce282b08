"""Sends standard input as one mail with Python's smtplib. Arguments: host port starttls|implicit ca user password from to"""
import smtplib, ssl, sys

host, port, tls, ca, user, password, sender, recipient = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
if tls == "implicit":
    client = smtplib.SMTP_SSL(host, int(port), context=context, timeout=20)
else:
    client = smtplib.SMTP(host, int(port), timeout=20)
    client.starttls(context=context)
with client:
    client.login(user, password)
    refused = client.sendmail(sender, [recipient], sys.stdin.buffer.read(), mail_options=["BODY=8BITMIME"])
    assert refused == {}, refused
