"""A phone made of paho: phone.py PORT 3.1.1|5.0 STATE_TOPIC COMMAND_TOPIC COMMAND...

Sends one command after the other, each once the state has answered the one before, and prints what
came on the state topic: "kept" or "live", and the payload.
"""

import sys

import paho.mqtt.client as mqtt

port, version, state, command_topic, *commands = sys.argv[1:]
protocol = {"3.1.1": mqtt.MQTTv311, "5.0": mqtt.MQTTv5}[version]
# paho 2 wants to know which callbacks it is given; these suit paho 1, too.
first = [mqtt.CallbackAPIVersion.VERSION2] if hasattr(mqtt, "CallbackAPIVersion") else []
phone = mqtt.Client(*first, client_id="phone", protocol=protocol)
to_send = list(commands)


def connected(client, _userdata, _flags, code, _properties=None):
    assert int(getattr(code, "value", code)) == 0, code
    client.subscribe(state, qos=1)


def received(client, _userdata, message):
    text = message.payload.decode()
    if state == command_topic and not message.retain and text in sent:
        sent.remove(text)  # our own command, which shares the topic with its answer
        return
    print("kept" if message.retain else "live", text, flush=True)
    if to_send:
        sent.append(to_send[0])
        client.publish(command_topic, to_send.pop(0), qos=1)
    else:
        client.disconnect()


sent = []
phone.on_connect = connected
phone.on_message = received
phone.connect("127.0.0.1", int(port))
phone.loop_forever()
