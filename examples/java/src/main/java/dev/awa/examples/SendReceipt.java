package dev.awa.examples;

import dev.awa.client.JobArgs;

/** Arguments of the job that writes the receipt of an order; its kind is {@code send_receipt}. */
public record SendReceipt(long orderId, String customer) implements JobArgs {}
