package dev.awa.codegen.python;

import dev.awa.codegen.Client;
import dev.awa.codegen.Facts;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.kinds.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Python: a typed package, whose functions take a connection of psycopg or any other driver of the DB-API, with modules of the
 * same functions for asyncpg and for psycopg's asynchronous connections. It imports no driver.
 */
public final class PythonClient implements Client {

    static final Set<String> WORDS = Set.of(
            ("and as assert async await break class continue def del elif else except finally for from global if import in is lambda"
                            + " nonlocal not or pass raise return try while with yield")
                    .split(" "));

    /** Modules that the package uses, or that would be hidden from the drivers. */
    private static final Set<String> IMPORTED = Set.of(
            "__future__",
            "asyncio",
            "asyncpg",
            "collections",
            "dataclasses",
            "datetime",
            "json",
            "psycopg",
            "psycopg2",
            "re",
            "types",
            "typing",
            "uuid");

    @Override
    public Map<String, String> write(Contract contract, List<Kind> kinds, String name) {
        if (!name.matches("[a-z_][a-z0-9_]*") || WORDS.contains(name) || IMPORTED.contains(name)) {
            throw new IllegalArgumentException(Names.quoted(name) + " is no name for a package of Python"
                    + (IMPORTED.contains(name) ? ", which has another one of that name" : ""));
        }
        PythonTypes types = new PythonTypes(contract, Facts.of(contract));
        PythonKinds described = new PythonKinds(contract, types, kinds);
        String text = types.write(described);
        Map<String, String> files = new LinkedHashMap<>();
        files.put(name + "/types.py", text);
        files.put(name + "/_verbs.py", new PythonVerbs(contract, types).write());
        for (PythonModule module : PythonModule.values()) {
            files.put(name + "/" + module.file(), module.write(contract, types, described));
        }
        files.put(name + "/py.typed", "");
        files.replaceAll((file, its) -> its.isEmpty() ? its : its.stripTrailing() + "\n");
        return files;
    }

    /** A text as the documentation of what it stands in, in lines that are no longer than they should be. */
    static String docstring(String indent, String text) {
        String line = Names.line(text).replace("\\", "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        String quoted = indent + "\"\"\"" + line + (line.endsWith("\"") ? " " : "") + "\"\"\"";
        if (quoted.length() <= LINE) {
            return quoted + "\n";
        }
        return wrapped(indent + "\"\"\"", indent, line) + indent + "\"\"\"\n";
    }

    static final int LINE = 120;

    /** Words in lines, of which the first begins as it should and the others with an indent. */
    static String wrapped(String first, String indent, String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean begins = true;
        for (String word : text.split(" ")) {
            if (!begins && line.length() + 1 + word.length() > LINE) {
                lines.append(line).append('\n');
                line = new StringBuilder(indent).append(word);
            } else {
                line.append(begins ? "" : " ").append(word);
            }
            begins = false;
        }
        return lines.append(line).append('\n').toString();
    }
}
