"""A conversation of Debian's python3-paho-mqtt with a broker: every line is one thing seen to work.

   paho_conversation.py PORT 3|4|5
"""

import os
import queue
import sys

import paho.mqtt.client as mqtt

PORT = int(sys.argv[1])
LEVEL = int(sys.argv[2])
FIVE = LEVEL == 5
BASE = "py/%d" % LEVEL
LONGEST = 30
PAHO_2 = hasattr(mqtt, "CallbackAPIVersion")  # Debian 13; Debian 12 has paho 1

if FIVE:
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties
    from paho.mqtt.subscribeoptions import SubscribeOptions


def code(reason):
    """The number of a Reason Code, whichever version of Paho it comes from."""
    return getattr(reason, "value", reason)


class Client:
    """A client that is connected, with all that comes to it in queues."""

    def __init__(self, name, clean=True, expiry=None, user=None, will=None, expect=0):
        first = [mqtt.CallbackAPIVersion.VERSION2] if PAHO_2 else []
        clean_session = {} if FIVE else {"clean_session": clean}
        self.client = mqtt.Client(*first, client_id=name, protocol=LEVEL, **clean_session)
        self.messages, self.acks, self.ends = queue.Queue(), queue.Queue(), queue.Queue()
        welcome = queue.Queue()
        self.client.on_connect = lambda c, u, flags, rc, p=None: welcome.put((code(rc), flags, p))
        self.client.on_disconnect = lambda c, u, *told: self.ends.put(code(told[1 if PAHO_2 else 0]))
        self.client.on_message = lambda c, u, m: self.messages.put(m)
        self.client.on_subscribe = lambda c, u, mid, codes, p=None: self.acks.put(codes)
        self.client.on_unsubscribe = lambda c, u, mid, *rest: self.acks.put(mid)
        if user:
            self.client.username_pw_set(user, "right" if user == "anna" else "")
        if will:
            self.client.will_set(will, "gone", qos=1, retain=False)
        options = {}
        if FIVE:
            options["clean_start"] = clean
            properties = Properties(PacketTypes.CONNECT)
            properties.ReceiveMaximum = 7
            properties.TopicAliasMaximum = 3
            properties.RequestResponseInformation = 1
            if expiry is not None:
                properties.SessionExpiryInterval = expiry
            options["properties"] = properties
        self.client.connect("127.0.0.1", PORT, 60, **options)
        self.client.loop_start()
        answer, flags, self.told = welcome.get(timeout=LONGEST)
        assert answer == expect, (name, answer)
        self.present = flags.session_present if PAHO_2 else flags["session present"]

    def subscribe(self, topic, qos, **options):
        if options:
            self.client.subscribe(topic, options=SubscribeOptions(qos=qos, **options))
        else:
            self.client.subscribe(topic, qos)
        return [code(each) for each in self.acks.get(timeout=LONGEST)]

    def publish(self, topic, payload, qos=1, retain=False, properties=None):
        more = {"properties": properties} if properties else {}
        self.client.publish(topic, payload, qos, retain, **more).wait_for_publish(LONGEST)

    def next(self):
        return self.messages.get(timeout=LONGEST)

    def end(self):
        self.client.disconnect()
        self.client.loop_stop()


def each_qos():
    client = Client(BASE + "/qos")
    for qos in (0, 1, 2):
        assert client.subscribe("%s/+/%d" % (BASE, qos), qos) == [qos]
        for i in range(40):
            client.publish("%s/ü☃🏠/%d" % (BASE, qos), str(i), qos)
        for i in range(40):
            got = client.next()
            assert (got.payload, got.qos) == (str(i).encode(), qos), (got.payload, got.qos)
    large = b"x" * 1_000_000
    client.publish(BASE + "/large/1", large)
    assert client.next().payload == large
    client.client.unsubscribe(BASE + "/+/0")
    client.acks.get(timeout=LONGEST)
    client.publish(BASE + "/a/0", "no")
    client.publish(BASE + "/a/1", "yes")
    assert client.next().payload == b"yes"
    client.end()


def retained():
    client = Client(BASE + "/retained")
    client.publish(BASE + "/kept", "1", retain=True)
    client.subscribe(BASE + "/kept", 1)
    got = client.next()
    assert got.retain and got.payload == b"1"
    client.publish(BASE + "/kept", "", retain=True)
    client.end()


def session():
    name = BASE + "/session"
    first = Client(name, clean=False, expiry=60)
    assert not first.present
    first.subscribe(BASE + "/queued", 2)
    first.end()
    publisher = Client(BASE + "/publisher")
    for qos in (0, 1, 2):
        publisher.publish(BASE + "/queued", str(qos), qos)
    publisher.end()
    second = Client(name, clean=False, expiry=60)
    assert second.present or LEVEL == 3
    assert [second.next().payload, second.next().payload] == [b"1", b"2"]
    second.end()
    Client(name, clean=True).end()


def will_and_takeover():
    watcher = Client(BASE + "/watcher")
    watcher.subscribe(BASE + "/will", 1)
    old = Client(BASE + "/device", will=BASE + "/will")
    old.client.reconnect_delay_set(600, 600)
    young = Client(BASE + "/device")
    assert watcher.next().payload == b"gone"
    reason = old.ends.get(timeout=LONGEST)
    assert not FIVE or reason == 0x8E, reason
    # Its thread waits to reconnect, and ends with the process.
    young.end()
    watcher.end()


def passwords_and_refusals():
    Client(BASE + "/anna", user="anna").end()
    codes = {"BAD_USER_NAME_OR_PASSWORD": 4, "NOT_AUTHORIZED": 5, "SERVER_UNAVAILABLE": 3}
    if PAHO_2:  # tells each Return Code of 3.1.1 as the Reason Code of 5.0
        codes = {"BAD_USER_NAME_OR_PASSWORD": 0x86, "NOT_AUTHORIZED": 0x87, "SERVER_UNAVAILABLE": 0x88}
    if FIVE:
        codes = {"BAD_USER_NAME_OR_PASSWORD": 0x86, "NOT_AUTHORIZED": 0x87, "BANNED": 0x8A}
    for user, expected in codes.items():
        Client(BASE + "/refused", user=user, expect=expected).end()


def properties_and_options():
    client = Client("")
    assert client.told.AssignedClientIdentifier.startswith("auto-")
    assert client.told.ResponseInformation.startswith("response/auto-")
    other = Client(BASE + "/other")
    other.publish(BASE + "/five/a", "kept", retain=True)
    client.subscribe(BASE + "/five/#", 1, noLocal=True, retainAsPublished=True, retainHandling=2)
    client.publish(BASE + "/five/a", "own")
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = "text/plain"
    properties.ResponseTopic = "answers/1"
    properties.CorrelationData = b"\x01\x02"
    properties.MessageExpiryInterval = 100
    properties.UserProperty = [("b", "1"), ("a", "2"), ("b", "3")]
    other.publish(BASE + "/five/a", "new", retain=True, properties=properties)
    got = client.next()
    assert got.payload == b"new" and got.retain
    assert got.properties.ContentType == "text/plain"
    assert got.properties.CorrelationData == b"\x01\x02"
    assert got.properties.UserProperty == [("b", "1"), ("a", "2"), ("b", "3")]
    assert got.properties.MessageExpiryInterval <= 100
    other.publish(BASE + "/five/a", "", retain=True)
    client.end()
    other.end()


def shared_subscriptions():
    one, two = Client(BASE + "/one"), Client(BASE + "/two")
    for each in (one, two):
        each.subscribe("$share/g/%s/shared" % BASE, 1)
    for i in range(10):
        one.publish(BASE + "/shared", str(i))
    for each in (one, two):
        for _ in range(5):
            each.next()
        each.end()


PARTS = [each_qos, retained, session, will_and_takeover, passwords_and_refusals]
for part in PARTS + ([properties_and_options, shared_subscriptions] if FIVE else []):
    part()
    print(part.__name__, flush=True)
# The threads of clients that were sent away are not waited for.
os._exit(0)
