package dev.awa.contract.conformance;

import dev.awa.testkit.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the checkers of other languages say about the generated clients, whatever the server. */
@Tag("tools")
class ClientsCheckTest {

    @Test
    void sourcesPassTheCheckersOfTheirLanguages() throws Exception {
        new Languages(Languages.CLIENTS, TestServer.get().administrator()).check();
    }
}
