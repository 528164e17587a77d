package dev.awa.schema;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the SQL files of a class path folder, in the order in which they are applied. */
final class Scripts {

    private static final Comparator<Script> ORDER = Comparator.comparing(Script::repeatable)
            .thenComparing(Script::version)
            .thenComparing(Script::description);

    private Scripts() {}

    static List<Script> read(String location) {
        URL folder = Scripts.class.getClassLoader().getResource(location);
        if (folder == null) {
            throw new SchemaException("The class path has no folder " + location + ".", null);
        }
        try {
            URI uri = folder.toURI();
            if (!uri.getScheme().equals("jar")) {
                return readFolder(Path.of(uri));
            }
            synchronized (Scripts.class) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    return readFolder(jar.getPath(location));
                } catch (FileSystemAlreadyExistsException alreadyOpen) {
                    // opened by somebody else in this JVM, and theirs to close
                    return readFolder(Path.of(uri));
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new SchemaException("Cannot read the SQL files in " + folder + ": " + e.getMessage(), e);
        }
    }

    static int latestVersion(List<Script> scripts) {
        return scripts.stream().mapToInt(Script::version).max().orElse(0);
    }

    private static List<Script> readFolder(Path folder) throws IOException {
        List<Script> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Scripts::isScript)::iterator) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                scripts.add(Script.of(path, Files.readString(file)));
            }
        }
        scripts.sort(ORDER);
        return scripts;
    }

    private static boolean isScript(Path file) {
        return Files.isRegularFile(file) && file.toString().endsWith(".sql");
    }
}
