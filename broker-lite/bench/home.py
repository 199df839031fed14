#!/usr/bin/python3
"""The least that stands for a home beside a broker: a light on a simulated pin, and ten sensors.

usage: home.py PORT
"""
import random
import sys
import time

import paho.mqtt.client as mqtt

pin = False


def on_connect(client, userdata, flags, code, properties=None):
    client.subscribe("home/light/set")
    client.publish("home/light", "OFF", qos=1, retain=True)


def on_message(client, userdata, message):
    global pin
    pin = message.payload == b"ON"
    client.publish("home/light", "ON" if pin else "OFF", qos=1, retain=True)


# paho 2 wants to know which callbacks it is given; these suit paho 1, too.
client = mqtt.Client(*[mqtt.CallbackAPIVersion.VERSION2] if hasattr(mqtt, "CallbackAPIVersion") else [])
client.on_connect = on_connect
client.on_message = on_message
client.connect("127.0.0.1", int(sys.argv[1]))
client.loop_start()
while True:
    for sensor in range(10):
        client.publish(f"home/sensor{sensor}", f"{21 + random.random():.1f}", qos=1, retain=True)
    time.sleep(10)
