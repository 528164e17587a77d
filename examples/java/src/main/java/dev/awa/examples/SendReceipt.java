package dev.awa.examples;

import dev.awa.client.JobKind;

/** Arguments of the job that writes the receipt of an order. */
public record SendReceipt(long orderId, String customer) {
    /** The kind, whose jobs wait in the shop's queue. */
    public static final JobKind<SendReceipt> KIND =
            JobKind.of("send_receipt", SendReceipt.class).defaults(o -> o.queue(Shop.QUEUE));
}
