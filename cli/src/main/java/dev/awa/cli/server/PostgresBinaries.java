package dev.awa.cli.server;

import dev.awa.cli.CliException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs that come as an archive on the class path; unpacked once per version into a folder. */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** Unpacks what is not unpacked yet and returns the folder with the programs. */
    static Path unpack(DevFolder folder, String version) throws IOException {
        String name = "postgresql-" + version;
        Path home = folder.path().resolve(name);
        if (Files.notExists(home)) {
            folder.delete(name + ".new");
            Path unfinished = Files.createDirectory(folder.path().resolve(name + ".new"));
            try (InputStream archive = archive();
                    var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(entry, tar, unfinished);
                }
            }
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        }
        return home.resolve("bin");
    }

    private static InputStream archive() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String processor = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> arch;
        };
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String name = "/postgres-" + system + "-" + processor + ".txz";
        InputStream archive = PostgresBinaries.class.getResourceAsStream(name);
        if (archive == null) {
            throw new CliException("There is no embedded PostgreSQL for " + System.getProperty("os.name") + " on "
                    + arch + " in this build; name a server with --database-url.");
        }
        return archive;
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path home) throws IOException {
        Path target = home.resolve(entry.getName()).normalize();
        if (!target.startsWith(home)) {
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
            Files.createLink(target, home.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(content, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** How to run a PostgreSQL program as this user: as root only inside a user namespace, since they refuse root. */
    static List<String> prefix(long uid) {
        return uid == 0 ? List.of("unshare", "-U") : List.of();
    }
}
