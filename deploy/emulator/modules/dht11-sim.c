// SPDX-License-Identifier: GPL-2.0
/*
 * A GPIO chip of one line with a DHT11 or DHT22 on it, and the platform device that lets the kernel's dht11 driver
 * read it.
 *
 * The wave form (80 us low, 80 us high, then 40 bits of 50 us low and a short or a 70 us high) is made in hard
 * interrupt context. On an emulated processor a read can fail while the host is busy; dht11.ko then gives EIO or
 * ETIMEDOUT, as it does on boards.
 *
 * insmod dht11-sim.ko dht22=0                                 a DHT11: whole numbers
 * echo 231 > /sys/module/dht11_sim/parameters/temp_dc         tenths of a degree Celsius
 * echo 455 > /sys/module/dht11_sim/parameters/hum_dp          tenths of a percent
 * echo 1   > /sys/module/dht11_sim/parameters/fault           0 none, 1 wrong checksum, 2 silent
 */
#include <linux/gpio/driver.h>
#include <linux/gpio/machine.h>
#include <linux/hrtimer.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int temp_dc = 215, hum_dp = 450, fault, dht22 = 1;
module_param(temp_dc, int, 0644);
module_param(hum_dp, int, 0644);
module_param(fault, int, 0644);
module_param(dht22, int, 0644);

enum { WRONG_CHECKSUM = 1, SILENT = 2 };

static int level = 1;
static bool listening;
static struct hrtimer timer;
static struct gpio_chip chip;
static struct platform_device *chip_device, *sensor_device;

/* The next edge, not before *at; the level after it lasts at least us. */
static void edge(int to, u64 *at, unsigned int us)
{
	while (ktime_get_ns() < *at)
		cpu_relax();
	level = to;
	if (listening)
		generic_handle_irq(irq_find_mapping(chip.irq.domain, 0));
	/* Counted from now: a delay may lengthen a pulse, it never shortens the next. */
	*at = ktime_get_ns() + us * 1000ULL;
}

static void fill(u8 *frame)
{
	u16 temperature = temp_dc < 0 ? 0x8000 | -temp_dc : temp_dc;

	frame[0] = dht22 ? hum_dp >> 8 : hum_dp / 10;
	frame[1] = dht22 ? hum_dp : 0;
	frame[2] = dht22 ? temperature >> 8 : temp_dc / 10;
	frame[3] = dht22 ? temperature : 0;
	frame[4] = frame[0] + frame[1] + frame[2] + frame[3] + (fault == WRONG_CHECKSUM);
}

static enum hrtimer_restart answer(struct hrtimer *expired)
{
	u64 at = ktime_get_ns();
	u8 frame[5];
	int bit;

	if (fault == SILENT)
		return HRTIMER_NORESTART;
	fill(frame);
	edge(0, &at, 80);
	edge(1, &at, 80);
	for (bit = 0; bit < 40; bit++) {
		bool one = frame[bit / 8] & (0x80 >> (bit % 8));

		edge(0, &at, 50);
		edge(1, &at, one ? 70 : 6); /* a part's zero is 26: this leaves room for delays below the driver's 49 */
	}
	edge(0, &at, 50);
	edge(1, &at, 0);
	return HRTIMER_NORESTART;
}

static int get(struct gpio_chip *c, unsigned int line) { return level; }
static void set(struct gpio_chip *c, unsigned int line, int to) { level = to; }
static int get_direction(struct gpio_chip *c, unsigned int line) { return GPIO_LINE_DIRECTION_IN; }
static int direction_input(struct gpio_chip *c, unsigned int line) { level = 1; return 0; }
static int direction_output(struct gpio_chip *c, unsigned int line, int to) { level = to; return 0; }

static void mask(struct irq_data *data)
{
	listening = false;
	gpiochip_disable_irq(&chip, irqd_to_hwirq(data));
}

static void unmask(struct irq_data *data)
{
	gpiochip_enable_irq(&chip, irqd_to_hwirq(data));
	listening = true; /* the driver listens: the sensor answers */
	hrtimer_start(&timer, ns_to_ktime(300 * 1000ULL), HRTIMER_MODE_REL_HARD);
}

static int set_type(struct irq_data *data, unsigned int type) { return 0; }

static const struct irq_chip edges = {
	.name = "dht11-sim", .irq_mask = mask, .irq_unmask = unmask, .irq_set_type = set_type,
	.flags = IRQCHIP_IMMUTABLE, GPIOCHIP_IRQ_RESOURCE_HELPERS,
};

static struct gpiod_lookup_table lookup = {
	.dev_id = "dht11",
	.table = { GPIO_LOOKUP("dht11-sim", 0, NULL, GPIO_ACTIVE_HIGH), { } },
};

static int add_chip(void)
{
	chip.label = "dht11-sim";
	chip.parent = &chip_device->dev;
	chip.owner = THIS_MODULE;
	chip.base = -1;
	chip.ngpio = 1;
	chip.get = get;
	chip.set = set;
	chip.get_direction = get_direction;
	chip.direction_input = direction_input;
	chip.direction_output = direction_output;
	gpio_irq_chip_set_chip(&chip.irq, &edges);
	chip.irq.handler = handle_simple_irq;
	chip.irq.default_type = IRQ_TYPE_NONE;
	return gpiochip_add_data(&chip, NULL);
}

static int __init sim_init(void)
{
	int failure;

	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	timer.function = answer;
	chip_device = platform_device_register_simple("dht11-sim-chip", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(chip_device))
		return PTR_ERR(chip_device);
	failure = add_chip();
	if (failure) {
		platform_device_unregister(chip_device);
		return failure;
	}
	gpiod_add_lookup_table(&lookup);
	sensor_device = platform_device_register_simple("dht11", PLATFORM_DEVID_NONE, NULL, 0);
	if (!IS_ERR(sensor_device))
		return 0;
	gpiod_remove_lookup_table(&lookup);
	gpiochip_remove(&chip);
	platform_device_unregister(chip_device);
	return PTR_ERR(sensor_device);
}

static void __exit sim_exit(void)
{
	platform_device_unregister(sensor_device);
	gpiod_remove_lookup_table(&lookup);
	hrtimer_cancel(&timer);
	gpiochip_remove(&chip);
	platform_device_unregister(chip_device);
}

module_init(sim_init);
module_exit(sim_exit);
MODULE_DESCRIPTION("a DHT11 or DHT22 for the kernel's dht11 driver");
MODULE_LICENSE("GPL");
