package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

class ErrorTest {

    private static final SendEmail EMAIL = new SendEmail("a@example.com", "hi");

    @RegisterExtension
    static final AwaDatabase database = AwaDatabase.create();

    @Test
    void badValueIsNamedWithWhatToDo() {
        AwaClient awa = AwaClient.create(database.get().dataSource());

        AwaException.InvalidArgument error = catchThrowableOfType(
                AwaException.InvalidArgument.class, () -> awa.insert(SendEmail.KIND, EMAIL, o -> o.priority(9)));

        assertThat(error).hasMessage("priority must be 1 (most urgent) to 4, not 9");
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(error.sqlState()).isEqualTo("AW001");
        assertThat(error.hint()).isEqualTo("Leave it out for 2.");
        assertThat(error).hasRootCauseInstanceOf(SQLException.class);
    }

    @Test
    void oversizedArgumentsAreTooLarge() {
        AwaClient awa = AwaClient.create(database.get().dataSource());

        assertThatThrownBy(() -> awa.insert(SendEmail.KIND, new SendEmail("a", "x".repeat(2_000_000))))
                .isInstanceOf(AwaException.TooLarge.class);
    }

    @Test
    void codesAreThoseOfTheDatabase() {
        List<String> known = Stream.of(ErrorCode.values())
                .filter(code -> code.sqlState() != null)
                .map(code -> code.sqlState() + " " + code.condition())
                .toList();

        assertThat(String.join(", ", known))
                .isEqualTo(
                        database.get()
                                .value(
                                        "select string_agg(sqlstate || ' ' || condition, ', ' order by sqlstate) from awa.error_codes()"));
    }

    @Test
    void everyNamedStateHasACodeOfItsOwn() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.sqlState() != null) {
                assertThat(AwaException.of(new SQLException("why", code.sqlState())))
                        .isNotNull()
                        .extracting(AwaException::code)
                        .isEqualTo(code);
            }
        }
        assertThat(AwaException.of(new SQLException("why", "AW999")))
                .isNotNull()
                .extracting(AwaException::code)
                .isEqualTo(ErrorCode.UNKNOWN);
    }

    @Test
    void errorsOfTheLibraryHaveCodesAndNoState() {
        assertThatThrownBy(() -> JsonCodec.standard().decode("nothing", String.class))
                .isInstanceOfSatisfying(AwaException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_JSON);
                    assertThat(e.sqlState()).isNull();
                    assertThat(e.hint()).isNull();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "AW001, InvalidArgument",
        "AW002, UnknownOption",
        "AW003, TooLarge",
        "AW004, UniqueConflict",
        "AW005, LeaseLost",
        "AW006, WorkerUnknown",
        "AW007, WrongState",
        "AW008, IsolationLevel",
        "AW013, TriggersDisabled",
        "AW999, AwaException"
    })
    void eachStateHasItsException(String sqlState, String name) {
        AwaException error = AwaException.of(new RuntimeException(new SQLException("why", sqlState)));

        assertThat(error).isNotNull().hasMessage("why");
        assertThat(error.getClass().getSimpleName()).isEqualTo(name);
        assertThat(error.sqlState()).isEqualTo(sqlState);
        assertThat(error.hint()).isNull();
    }

    @Test
    void errorsOfOtherClassesAreNotAwas() {
        assertThat(AwaException.of(new SQLException("unique", "23505"))).isNull();
        assertThat(AwaException.of(new RuntimeException())).isNull();
    }

    @Test
    void unreachableDatabaseIsADataAccessException() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://localhost:1/awa");

        assertThatThrownBy(() -> AwaClient.create(nobody).insert(SendEmail.KIND, EMAIL))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("localhost:1 refused");
    }

    @Test
    void databaseWithoutAwaIsToldApart() {
        try (TestDatabase empty = TestServer.get().createEmptyDatabase()) {
            assertThatThrownBy(() -> AwaClient.create(empty.dataSource()).insert(SendEmail.KIND, EMAIL))
                    .isInstanceOfSatisfying(
                            ContractException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_INSTALLED))
                    .hasMessage("The database has no Awa installed."
                            + " Install it with AwaSchema.migrate(dataSource), or with 'awa migrate'.");
        }
    }

    @Test
    void unknownMajorVersionIsRefusedBeforeAnythingIsDone() {
        try (TestDatabase future = TestServer.get().createDatabase()) {
            future.run(
                    "create or replace function awa.contract_version() returns text language sql as $$select '2.3'$$");

            assertThatThrownBy(() -> AwaClient.create(future.dataSource()).insert(SendEmail.KIND, EMAIL))
                    .isInstanceOfSatisfying(
                            ContractException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTRACT_MISMATCH))
                    .hasMessage("this database serves contract 2.3, and the caller was made for 1.0."
                            + " Use a release of the client that was made for contract 2.x.");
            assertThat(future.value("select count(*) from awa.jobs")).isEqualTo("0");
        }
    }

    @Test
    void newerMinorVersionIsFine() {
        try (TestDatabase newer = TestServer.get().createDatabase()) {
            newer.run(
                    "create or replace function awa.contract_version() returns text language sql as $$select '1.7'$$");

            AwaClient.create(newer.dataSource()).insert(SendEmail.KIND, EMAIL);
            assertThat(newer.value("select count(*) from awa.jobs")).isEqualTo("1");
        }
    }

    @Test
    void olderVersionIsRefusedWithWhatToRun() {
        try (TestDatabase older = TestServer.get().createDatabase()) {
            older.run(
                    "create or replace function awa.contract_version() returns text language sql as $$select '0.9'$$");

            assertThatThrownBy(() -> AwaClient.create(older.dataSource()).insert(SendEmail.KIND, EMAIL))
                    .isInstanceOf(ContractException.class)
                    .hasMessage("this database serves contract 0.9, and the caller was made for 1.0."
                            + " Upgrade the database first: awa migrate, or AwaSchema.migrate(dataSource).");
        }
    }

    @Test
    void producerNeedsNoMoreThanItsRole() {
        TestDatabase awa = database.get();
        awa.run("drop role if exists client_producer; create role client_producer login in role awa_producer");
        AwaClient producer = AwaClient.create(awa.dataSource("client_producer", null));

        InsertResult result = producer.insert(SendEmail.KIND, EMAIL, InsertOptions::uniqueByArgs);

        assertThat(producer.jobStatus(result.id())).isPresent();
        assertThat(producer.cancelByUniqueKey(SendEmail.KIND, EMAIL, UniqueBy.args())
                        .cancelled())
                .isTrue();
        assertThatThrownBy(() -> producer.insert(NewJob.of(JobKind.json("x"), "{}", o -> o.queue(""))))
                .isInstanceOf(AwaException.InvalidArgument.class);
    }
}
