package dev.awa.launcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of one version as an archive on the class path. The version of the artifact lies at its top, where a class path has
 * room for one; others in {@code postgresql-<version>}.
 *
 * @param version as 18.6.0
 */
record EmbeddedArchive(String version) {

    private static final Properties VERSIONS = versions();

    private static Properties versions() {
        var versions = new Properties();
        try (InputStream in = EmbeddedArchive.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }

    /** The one of a major version. */
    static EmbeddedArchive of(int major) {
        String version = VERSIONS.getProperty(Integer.toString(major));
        if (version == null) {
            throw new IllegalArgumentException("no PostgreSQL " + major + " is embedded, but there are "
                    + VERSIONS.keySet().stream().sorted().toList());
        }
        return new EmbeddedArchive(version);
    }

    /** The folder with what the archive holds, unpacked once for all processes. */
    Path unpacked() {
        return Cache.OF_USER.get("postgresql-" + version, this::unpack);
    }

    private void unpack(Path folder) throws IOException {
        Files.createDirectory(folder);
        try (InputStream archive = open();
                var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, folder);
            }
        }
    }

    private InputStream open() {
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String processor = switch (machine) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> machine;
        };
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String file = "postgres-" + system + "-" + processor + ".txz";
        InputStream archive = EmbeddedArchive.class.getResourceAsStream("/postgresql-" + version + "/" + file);
        if (archive == null && version.equals(VERSIONS.getProperty(Integer.toString(PostgresPrograms.EMBEDDED)))) {
            archive = EmbeddedArchive.class.getResourceAsStream("/" + file);
        }
        if (archive == null) {
            throw new UnsupportedMachineException("There is no embedded PostgreSQL " + version + " for "
                    + System.getProperty("os.name") + " on " + machine + " in this build");
        }
        return archive;
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("The archive has an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, folder.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(content, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
