"""What a trace of strace says of the disk: KB of the 4 KB blocks that were changed between one force and the next.

The kernel's own count of a process, write_bytes, takes all of a large folio for each byte changed in it.
"""
import re
import sys

BLOCK = 4096
CALL = re.compile(r'^\d+\s+(\w+)\((\d+)(?:<[^>]*>)?(.*)\) += (\d+)$')


def whole(lines):
    """Calls that another thread's came between are told in two parts."""
    begun = {}
    for line in lines:
        thread, _, rest = line.strip().partition(' ')
        if rest.endswith('<unfinished ...>'):
            begun[thread] = rest[:-len('<unfinished ...>')].rstrip()
        elif ' resumed>' in rest and thread in begun:
            yield thread + ' ' + begun.pop(thread) + rest.split(' resumed>', 1)[1]
        else:
            yield line


def blocks(lines):
    dirty, position, forced = {}, {}, 0
    for line in whole(lines):
        call = CALL.match(line.strip())
        if not call:
            continue
        name, fd, rest, result = call.group(1), int(call.group(2)), call.group(3), int(call.group(4))
        if name == 'lseek':
            position[fd] = result
        elif name in ('pwrite64', 'write') and result > 0:
            start = int(rest.rsplit(',', 1)[1]) if name == 'pwrite64' else position.get(fd, 0)
            if name == 'write':
                position[fd] = start + result
            dirty.setdefault(fd, set()).update(range(start // BLOCK, (start + result - 1) // BLOCK + 1))
        elif name in ('read', 'pread64'):
            if name == 'read':
                position[fd] = position.get(fd, 0) + result
        elif name in ('fsync', 'fdatasync'):
            # Whichever descriptor forces it: a file that is written through one may be forced through another.
            forced += sum(len(each) for each in dirty.values())
            dirty.clear()
        elif name == 'close':
            position.pop(fd, None)
    return forced


if __name__ == '__main__':
    hours = float(sys.argv[2])
    with open(sys.argv[1], errors='replace') as trace:
        print('%d KB an hour' % round(blocks(trace) * BLOCK / hours / 1000))
