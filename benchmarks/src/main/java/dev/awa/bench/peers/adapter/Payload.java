package dev.awa.bench.peers.adapter;

/** Arguments of the jobs: a JSON object with the job's number and as much text as makes it {@value #BYTES} bytes. */
public final class Payload {
    static final int BYTES = 256;
    private static final int FRAME = "{\"n\":,\"text\":\"\"}".length();

    private Payload() {}

    public static String json(long number) {
        return "{\"n\":" + number + ",\"text\":\"" + text(number) + "\"}";
    }

    public static String text(long number) {
        return "x".repeat(BYTES - FRAME - Long.toString(number).length());
    }
}
