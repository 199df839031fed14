// SPDX-License-Identifier: GPL-2.0
/*
 * Edge interrupts for a GPIO chip whose emulation has none.
 *
 * QEMU's BCM2835 keeps levels but detects no edges, so an input that is changed from outside raises no
 * interrupt. This module looks every few milliseconds at the lines that somebody listens to and raises the line's
 * own interrupt when its level has changed. Shorter pulses are lost. The GPIO driver stays the real one.
 */
#include <linux/gpio/driver.h>
#include <linux/hrtimer.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/module.h>

#define LABEL "pinctrl-bcm2835"
#define LINES 28 /* those of the header */

static int period_us = 3000;
module_param(period_us, int, 0644);

static struct gpio_chip *chip;
static struct hrtimer timer;
static u64 levels, listened;

static int has_label(struct gpio_chip *candidate, void *label)
{
	return candidate->label && !strcmp(candidate->label, label);
}

static void look_at(int line)
{
	unsigned int irq = irq_find_mapping(chip->irq.domain, line);
	struct irq_data *data = irq ? irq_get_irq_data(irq) : NULL;
	u64 bit = BIT_ULL(line);
	bool high;

	if (!data || !irq_desc_has_action(irq_data_to_desc(data))) {
		listened &= ~bit; /* nobody listens: leave the register alone */
		return;
	}
	high = chip->get(chip, line) > 0;
	if (listened & bit) {
		if (high == !!(levels & bit))
			return;
		if (irqd_get_trigger_type(data) & (high ? IRQ_TYPE_EDGE_RISING : IRQ_TYPE_EDGE_FALLING))
			generic_handle_irq(irq);
	}
	listened |= bit; /* for a new listener this level is where it starts */
	levels = high ? levels | bit : levels & ~bit;
}

static enum hrtimer_restart look(struct hrtimer *expired)
{
	int line;

	for (line = 0; line < LINES; line++)
		look_at(line);
	hrtimer_forward_now(expired, ns_to_ktime(period_us * 1000ULL));
	return HRTIMER_RESTART;
}

static int __init edges_init(void)
{
	chip = gpiochip_find(LABEL, has_label);
	if (!chip || !chip->irq.domain || chip->can_sleep || chip->ngpio < LINES)
		return -ENODEV;
	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	timer.function = look;
	hrtimer_start(&timer, ns_to_ktime(period_us * 1000ULL), HRTIMER_MODE_REL_HARD);
	return 0;
}

static void __exit edges_exit(void)
{
	hrtimer_cancel(&timer);
}

module_init(edges_init);
module_exit(edges_exit);
MODULE_DESCRIPTION("edge interrupts for a GPIO chip whose emulation has none");
MODULE_LICENSE("GPL");
