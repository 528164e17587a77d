package dev.awa.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Prints the version of awa and, of a given database, what is installed there.")
final class VersionCommand implements Runnable {
    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.println("awa " + Build.version() + ", java " + Runtime.version());
        database.get().ifPresent(url -> {
            try (Connection connection = Databases.connect(url)) {
                Databases.requireAwa(connection, url);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select awa.contract_version(), awa.schema_version()")) {
                    row.next();
                    out.println("postgresql " + connection.getMetaData().getDatabaseProductVersion() + " at "
                            + url.hosts());
                    out.println("contract " + row.getString(1) + ", schema " + row.getInt(2));
                }
            } catch (SQLException e) {
                throw new CliException("The versions in " + url + " cannot be read: " + Databases.sentence(e) + ".", e);
            }
        });
    }
}
