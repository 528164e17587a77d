package dev.awa.codegen.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The contract as a manifest: JSON of a fixed order, so that two of them can be compared line by line. */
public final class ContractJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private ContractJson() {}

    /** Writes a manifest, ending with a line break. */
    public static String write(Contract contract) {
        return MAPPER.writeValueAsString(contract).replace("\r\n", "\n") + "\n";
    }

    /**
     * Reads a manifest.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Contract read(String json) {
        Contract contract;
        try {
            contract = MAPPER.readValue(json, Contract.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a manifest of a contract: " + e.getOriginalMessage(), e);
        }
        if (contract == null) {
            throw new IllegalArgumentException("not a manifest of a contract: null");
        }
        return contract;
    }
}
