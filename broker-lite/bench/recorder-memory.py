#!/usr/bin/python3
"""What a recorder takes of memory: two brokers get the same readings, and one of them records.

usage: recorder-memory.py HEARTH FOLDER [SECONDS]

Ten sensors at 10 s, and a commit each minute. Before, both forward so much that the young part of the heap is touched
to its end, which a home does within a day. Printed is the median of the last minute, by the kernel: PSS, which counts
of what both map their shares.
"""
import os
import statistics
import subprocess
import sys
import time

SENSORS = 10
SECONDS_BETWEEN_READINGS = 10
COMMIT_INTERVAL = "1min"


def start(hearth, folder, recorder):
    path = os.path.join(folder, "on.yaml" if recorder else "off.yaml")
    with open(path, "w") as file:
        file.write("broker:\n  listen: [{address: '127.0.0.1:0', anonymous: local}]\n" + recorder)
    process = subprocess.Popen([hearth, "run", "--config", path], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    for line in process.stdout:
        if line.startswith("ready "):
            return process, int(line.split()[1].rsplit(":", 1)[1])
    raise SystemExit("the broker did not start: " + path)


def publisher(port, sensor):
    """Publishes what it is given, a line a reading; first it says what it measures."""
    to = ["mosquitto_pub", "-p", str(port), "-r"]
    subprocess.run([*to, "-q", "1", "-t", f"homeassistant/sensor/s{sensor}/config", "-m",
                    f'{{"state_topic":"home/sensor/{sensor}","state_class":"measurement","unit_of_measurement":"°C"}}'],
                   check=True)
    return subprocess.Popen([*to, "-t", f"home/sensor/{sensor}", "-l"], stdin=subprocess.PIPE, text=True, bufsize=1)


def fill_young_heap(port):
    subprocess.run(["mosquitto_pub", "-p", str(port), "-t", "other", "-l"], input="x\n" * 200_000, text=True, check=True)


def kilobytes(process):
    with open(f"/proc/{process.pid}/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))


def main():
    hearth, folder = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 600
    recorder = f"  recorder: {{folder: {os.path.join(folder, 'recorded')}, commit_interval: {COMMIT_INTERVAL}}}\n"
    brokers = [start(hearth, folder, text) for text in (recorder, "")]
    publishers = []
    try:
        publishers = [[publisher(port, sensor) for sensor in range(SENSORS)] for _, port in brokers]
        for _, port in brokers:
            fill_young_heap(port)
        figures = [[], []]
        begin = time.monotonic()
        step = 0
        while time.monotonic() - begin < seconds:
            for sensor in range(SENSORS):
                for each in publishers:
                    each[sensor].stdin.write(f"{20 + (step * 7 + sensor) % 31 / 10:.1f}\n")
            if time.monotonic() - begin > seconds - min(60, seconds / 2):
                for (process, _), each in zip(brokers, figures):
                    each.append(kilobytes(process))
            step += 1
            time.sleep(max(0, begin + step * SECONDS_BETWEEN_READINGS - time.monotonic()))
        recording, without = (statistics.median(each) / 1024 for each in figures)
        print(f"| memory | recording {recording:.1f} MB | without {without:.1f} MB | {recording - without:.1f} MB more |")
    finally:
        for each in sum(publishers, []):
            each.kill()
            each.wait()
        for process, _ in brokers:
            process.kill()
            process.wait()


main()
