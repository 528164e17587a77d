package dev.awa.client;

/** Chooses the codec by what is on the class path; touches no class of what is not. */
final class StandardCodec {

    static final JsonCodec CODEC = choose(
            isThere("tools.jackson.databind.json.JsonMapper"),
            isThere("com.fasterxml.jackson.databind.json.JsonMapper"));

    private StandardCodec() {}

    static JsonCodec choose(boolean jackson3, boolean jackson2) {
        if (jackson3) {
            return Jackson3Codec.standard();
        }
        return jackson2 ? Jackson2Codec.standard() : new Missing();
    }

    private static boolean isThere(String className) {
        try {
            Class.forName(className, true, StandardCodec.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Neither is there, which matters only to those who have no codec of their own and need one. */
    private static final class Missing implements JsonCodec {

        private static final String WHAT_TO_DO = "there is no Jackson on the class path to read and write JSON: "
                + "add tools.jackson.core:jackson-databind (3.x) or com.fasterxml.jackson.core:jackson-databind (2.x), "
                + "or give a JsonCodec of your own";

        @Override
        public String encode(Object value) {
            throw new JsonCodecException(WHAT_TO_DO, null);
        }

        @Override
        public <T> T decode(String json, Class<T> type) {
            throw new JsonCodecException(WHAT_TO_DO, null);
        }
    }
}
