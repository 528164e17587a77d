package dev.awa.codegen.java;

import dev.awa.codegen.Client;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.kinds.Kind;
import java.util.List;
import java.util.Map;
import javax.lang.model.SourceVersion;

/**
 * Java: the args of described kinds as records that {@code AwaClient} of the library {@code dev.awa:awa-client} takes and workers are
 * given. The functions are in that library.
 */
public final class JavaClient implements Client {

    /**
     * Writes class {@code Kinds}.
     *
     * @throws IllegalArgumentException also if there is no kind to write
     */
    @Override
    public Map<String, String> write(Contract contract, List<Kind> kinds, String name) {
        if (!SourceVersion.isName(name, SourceVersion.RELEASE_17)) {
            throw new IllegalArgumentException(Names.quoted(name) + " is no name for a package of Java");
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException(
                    "no kind has a schema, and the functions are in the library dev.awa:awa-client;"
                            + " awa.describe_kind gives a kind its schema");
        }
        String text = "// " + Client.heading(contract) + "\npackage " + name + ";\n\n" + JavaKinds.write(kinds);
        return Map.of(name.replace('.', '/') + "/" + JavaKinds.CLASS + ".java", text);
    }
}
