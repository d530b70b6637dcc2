package dev.depwatch.assess;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.util.List;

/**
 * Which owners are meant to own tokens.
 *
 * @param shared patterns of the Apple IDs that are shared accounts, {@code *} for any characters; any other owner is a
 *     person, whose leaving ends their tokens. Empty: nobody is reported.
 */
public record OwnersConfig(
        @JsonProperty(defaultValue = "[]") List<String> shared) implements Checked {
    public OwnersConfig {
        shared = List.copyOf(shared);
    }

    @Override
    public void check(Remarks remarks) {
        for (int i = 0; i < shared.size(); i++) {
            remarks.notBlank("shared[" + i + "]", shared.get(i));
        }
    }
}
