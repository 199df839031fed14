// SPDX-License-Identifier: GPL-2.0
/*
 * A 1-wire bus with DS18B20 thermometers on it.
 *
 * Only the wire is simulated, bit by bit, as the DS18B20's data sheet draws it: search, match and skip ROM, convert,
 * read and write scratchpad. Everything above it (wire.ko, w1_therm.ko, /sys/bus/w1) is the kernel's own.
 *
 * insmod ds18b20-sim.ko serial=0x5e2fdc3,0x5e2fdc4
 * echo 23125,-500 > /sys/module/ds18b20_sim/parameters/temp_mc    thousandths of a degree Celsius
 * echo 1 > /sys/module/ds18b20_sim/parameters/fault               0 none, 1 wrong CRC, 2 nothing on the bus
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/w1.h>

#define MOST 8

static ulong serial[MOST] = { 0x5e2fdc3 };
static int count = 1;
module_param_array(serial, ulong, &count, 0444);
static int temp_mc[MOST] = { 21500, 21500, 21500, 21500, 21500, 21500, 21500, 21500 };
module_param_array(temp_mc, int, NULL, 0644);
static int fault;
module_param(fault, int, 0644);

enum { WRONG_CRC = 1, EMPTY_BUS = 2 };

enum rom_command { SEARCH_ROM = 0xf0, MATCH_ROM = 0x55, READ_ROM = 0x33, SKIP_ROM = 0xcc };
enum function { CONVERT = 0x44, READ_SCRATCHPAD = 0xbe, WRITE_SCRATCHPAD = 0x4e, READ_POWER = 0xb4 };

enum state { ROM_COMMAND, SEARCHING, MATCHING, SENDING_ROM, FUNCTION, SENDING_SCRATCHPAD, TAKING_SCRATCHPAD, DONE, IDLE };

struct sensor {
	u8 rom[8], scratchpad[9];
	u8 command; /* its bits so far */
	enum state state;
	int bit;   /* within the state */
	int phase; /* of a search: the bit, its complement, the master's choice */
};
static struct sensor sensors[MOST];

static u8 crc8(const u8 *bytes, int length)
{
	u8 crc = 0;
	int bit;

	while (length--) {
		crc ^= *bytes++;
		for (bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
	}
	return crc;
}

static int bit_of(const u8 *bytes, int bit)
{
	return bytes[bit / 8] >> (bit % 8) & 1;
}

static void convert(struct sensor *s, int millidegrees)
{
	int left_out = 3 - (s->scratchpad[4] >> 5 & 3); /* bits below the resolution */
	s16 raw = (s16)DIV_ROUND_CLOSEST(millidegrees * 16, 1000) & ~((1 << left_out) - 1);

	s->scratchpad[0] = raw & 0xff;
	s->scratchpad[1] = raw >> 8;
}

static void enter(struct sensor *s, enum state state)
{
	s->state = state;
	s->bit = 0;
	s->phase = 0;
	s->command = 0;
}

/* True once the eight bits of a command are there. */
static bool take_command(struct sensor *s, int b)
{
	s->command |= b << s->bit;
	return ++s->bit == 8;
}

static void obey_rom_command(struct sensor *s)
{
	switch (s->command) {
	case SEARCH_ROM: enter(s, SEARCHING); break;
	case MATCH_ROM: enter(s, MATCHING); break;
	case READ_ROM: enter(s, SENDING_ROM); break;
	case SKIP_ROM: enter(s, FUNCTION); break;
	default: enter(s, IDLE);
	}
}

static void obey_function(struct sensor *s, int millidegrees)
{
	switch (s->command) {
	case CONVERT:
		convert(s, millidegrees);
		enter(s, DONE);
		break;
	case READ_SCRATCHPAD:
		s->scratchpad[8] = crc8(s->scratchpad, 8) ^ (fault == WRONG_CRC ? 0x55 : 0);
		enter(s, SENDING_SCRATCHPAD);
		break;
	case WRITE_SCRATCHPAD: enter(s, TAKING_SCRATCHPAD); break;
	default: enter(s, DONE); /* READ_POWER among them: ones mean it has its own supply */
	}
}

static int search(struct sensor *s, int b)
{
	int own = bit_of(s->rom, s->bit);

	switch (s->phase++) {
	case 0: return own;
	case 1: return !own;
	}
	s->phase = 0;
	if (b != own || ++s->bit == 64)
		enter(s, IDLE);
	return 1;
}

/* One time slot: the master drives b; returns what this sensor lets the wire be. */
static int slot(struct sensor *s, int millidegrees, int b)
{
	int out = 1;

	switch (s->state) {
	case ROM_COMMAND:
		if (take_command(s, b))
			obey_rom_command(s);
		break;
	case FUNCTION:
		if (take_command(s, b))
			obey_function(s, millidegrees);
		break;
	case SEARCHING:
		return search(s, b);
	case MATCHING:
		if (b != bit_of(s->rom, s->bit))
			enter(s, IDLE);
		else if (++s->bit == 64)
			enter(s, FUNCTION);
		break;
	case SENDING_ROM:
		out = bit_of(s->rom, s->bit);
		if (++s->bit == 64)
			enter(s, IDLE);
		break;
	case SENDING_SCRATCHPAD:
		out = bit_of(s->scratchpad, s->bit);
		if (++s->bit == 72)
			enter(s, IDLE);
		break;
	case TAKING_SCRATCHPAD: /* the two alarm bytes and the configuration */
		if (b)
			s->scratchpad[2 + s->bit / 8] |= 1 << (s->bit % 8);
		else
			s->scratchpad[2 + s->bit / 8] &= ~(1 << (s->bit % 8));
		if (++s->bit == 24)
			enter(s, IDLE);
		break;
	default:
		break;
	}
	return out;
}

static u8 touch_bit(void *unused, u8 b)
{
	int i, wire = !!b;

	for (i = 0; i < count && fault != EMPTY_BUS; i++)
		wire &= slot(&sensors[i], temp_mc[i], !!b);
	return wire;
}

static u8 reset_bus(void *unused)
{
	int i;

	for (i = 0; i < count; i++)
		enter(&sensors[i], ROM_COMMAND);
	return fault == EMPTY_BUS; /* 0 is a presence pulse */
}

static struct w1_bus_master master = { .touch_bit = touch_bit, .reset_bus = reset_bus };

static int __init sim_init(void)
{
	/* 85 degrees, as the part after its supply came */
	static const u8 power_on[8] = { 0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10 };
	int i, byte;

	for (i = 0; i < count; i++) {
		sensors[i].rom[0] = 0x28;
		for (byte = 0; byte < 6; byte++)
			sensors[i].rom[1 + byte] = serial[i] >> (8 * byte);
		sensors[i].rom[7] = crc8(sensors[i].rom, 7);
		memcpy(sensors[i].scratchpad, power_on, sizeof(power_on));
	}
	return w1_add_master_device(&master);
}

static void __exit sim_exit(void)
{
	w1_remove_master_device(&master);
}

module_init(sim_init);
module_exit(sim_exit);
MODULE_DESCRIPTION("DS18B20 thermometers on a simulated 1-wire bus");
MODULE_LICENSE("GPL");
