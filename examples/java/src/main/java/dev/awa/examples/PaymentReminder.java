package dev.awa.examples;

import dev.awa.client.JobKind;

/** Arguments of the job that reminds a customer of an unpaid order. */
public record PaymentReminder(long orderId) {
    /** The kind, whose jobs wait in the shop's queue. */
    public static final JobKind<PaymentReminder> KIND =
            JobKind.of("payment_reminder", PaymentReminder.class).defaults(o -> o.queue(Shop.QUEUE));
}
