package dev.awa.codegen.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The manifests of released contracts. They never change. */
public final class Manifests {

    private static final List<String> VERSIONS = List.of();

    private Manifests() {}

    /** The released versions, the oldest first; none so far. */
    public static List<String> versions() {
        return VERSIONS;
    }

    /** The contract of a released version. */
    public static Optional<Contract> released(String version) {
        if (!VERSIONS.contains(version)) {
            return Optional.empty();
        }
        try (InputStream file = Manifests.class.getResourceAsStream(version + ".json")) {
            if (file == null) {
                throw new IllegalStateException("the manifest of contract " + version + " is not in the library");
            }
            return Optional.of(ContractJson.read(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
