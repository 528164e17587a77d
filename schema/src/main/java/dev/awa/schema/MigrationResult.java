package dev.awa.schema;

import java.util.List;

/**
 * What a migration found and did.
 *
 * @param versionBefore number of the newest table migration found in the database, 0 in an empty one
 * @param versionAfter the same after the migration; above this library's own if the database is newer
 * @param applied the scripts that ran, in order, such as {@code tables/V1__ledger.sql}; empty if there was nothing to do
 */
public record MigrationResult(int versionBefore, int versionAfter, List<String> applied) {

    public MigrationResult {
        applied = List.copyOf(applied);
    }
}
