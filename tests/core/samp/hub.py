"""A hub and a client of it for samp_test: says what it hears, and sends what stands in its input, a message per line.
Usage: hub.py LOCKFILE. Input: call|notify MTYPE [NAME=VALUE]..., or quit."""
import sys
import time

from astropy.samp import SAMPHubServer, SAMPIntegratedClient


def say(*words):
    print(*words, flush=True)


hub = SAMPHubServer(lockfile=sys.argv[1], web_profile=False)
hub.start()
client = SAMPIntegratedClient(name="tester")
client.connect(hub=hub)


def heard(private_key, sender_id, mtype, parameters, extra):
    say("heard", mtype, *(f"{name}={value}" for name, value in sorted(parameters.items())))


def answered(private_key, sender_id, tag, response):
    say("answer", response["samp.status"], client.get_metadata(sender_id).get("samp.name", ""))


client.bind_receive_response("tag", answered)
for mtype in ("table.highlight.row", "table.select.rowList", "table.load.fits", "coord.pointAt.sky", "samp.hub.event.unregister", "samp.hub.event.subscriptions"):
    client.bind_receive_notification(mtype, heard)
say("ready")
for line in sys.stdin:
    words = line.split()
    if words[0] == "quit":
        break
    message = {"samp.mtype": words[1], "samp.params": dict(word.split("=", 1) for word in words[2:])}
    if words[0] == "notify":
        client.notify_all(message)
        continue
    for other in client.get_subscribed_clients(words[1]):
        client.call(other, "tag", message)  # call_and_wait of astropy's hub loses answers that come at once
client.disconnect()
hub.stop()
time.sleep(0.2)
