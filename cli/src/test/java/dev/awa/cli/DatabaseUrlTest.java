package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ada:s3cret@db.example.com:5433/shop",
                "postgresql://ada:s3cret@db.example.com:5433/shop",
                "jdbc:postgresql://db.example.com:5433/shop?user=ada&password=s3cret"
            })
    void bothWorldsAreRead(String text) {
        assertThat(DatabaseUrl.parse(text))
                .isEqualTo(new DatabaseUrl("db.example.com:5433", "shop", "ada", "s3cret", Map.of()));
    }

    @Test
    void whatIsLeftOutHasTheUsualDefaults() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://ada@");

        assertThat(url).isEqualTo(new DatabaseUrl("localhost:5432", "ada", "ada", null, Map.of()));
    }

    @Test
    void severalHostsAndIpv6AreKept() {
        assertThat(DatabaseUrl.parse("postgres://u@one,two:6432/d").hosts()).isEqualTo("one:5432,two:6432");
        assertThat(DatabaseUrl.parse("postgres://u@[::1]:6432/d").hosts()).isEqualTo("[::1]:6432");
    }

    @Test
    void strangeCharactersSurviveTheWayToBothForms() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://a%40b:p%3Aw%2F%25+1@h:1/my%20db");

        assertThat(url.user()).isEqualTo("a@b");
        assertThat(url.password()).isEqualTo("p:w/%+1");
        assertThat(url.database()).isEqualTo("my db");
        assertThat(DatabaseUrl.parse(url.toUri())).isEqualTo(url);
        assertThat(DatabaseUrl.parse(url.toJdbcWithLogin())).isEqualTo(url);
        assertThat(url.toJdbc()).isEqualTo("jdbc:postgresql://h:1/my%20db");
    }

    @Test
    void parametersAreTranslatedBetweenTheWorlds() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://u@h:1/d?sslmode=require&application_name=me&connect_timeout=3");

        assertThat(url.toJdbc())
                .isEqualTo("jdbc:postgresql://h:1/d?ApplicationName=me&connectTimeout=3&sslmode=require");
        assertThat(url.toUri()).isEqualTo("postgres://u@h:1/d?application_name=me&connect_timeout=3&sslmode=require");
    }

    @Test
    void passwordIsNotShown() {
        assertThat(DatabaseUrl.parse("postgres://ada:s3cret@h:1/d")).hasToString("postgres://ada@h:1/d");
        assertThatThrownBy(() -> DatabaseUrl.parse("postgres://ada:s3cret@h:port/d"))
                .hasMessageContaining("***")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> DatabaseUrl.parse("jdbc:postgresql://h:port/d?password=s3cret"))
                .hasMessageContaining("***")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    mysql://h/d,                 expected postgres://
                    jdbc:h2:mem,                 expected postgres://
                    localhost:5432/d,            expected postgres://
                    ``,                          expected postgres://
                    postgres://h:70000/d,        70000 is not a port
                    postgres://h:port/d,         'h:port' is not of the form host:port
                    postgres://h/d?sslmode,      'sslmode' is not of the form name=value
                    postgres://h/d?colour=red,   the parameter 'colour' is not known
                    postgres://a%4@h/d,          'a%4' is not percent-encoded correctly
                    """)
    void badOneIsNamedInOneSentence(String text, String reason) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("The database URL '" + text + "' cannot be used: ")
                .hasMessageContaining(reason);
    }
}
