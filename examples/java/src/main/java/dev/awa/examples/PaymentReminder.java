package dev.awa.examples;

import dev.awa.client.JobArgs;

/** Arguments of the job that reminds a customer of an unpaid order; its kind is {@code payment_reminder}. */
public record PaymentReminder(long orderId) implements JobArgs {}
