package dev.depwatch.assess;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.token.AppleId;
import java.util.List;

/**
 * The accounts that belong to no single person, so that their tokens outlast every person. Findings mark any other
 * owner; that alone causes no alert.
 */
public final class SharedAccounts {
    static final SharedAccounts NONE = new SharedAccounts(List.of());

    /**
     * Whose tokens there should be.
     *
     * @param shared patterns of the accounts that do not belong to one person; empty: depwatch reports no personal owner
     */
    public record Config(@JsonProperty(defaultValue = "[]") List<String> shared) implements Checked {
        @Override
        public void check(Remarks remarks) {
            Globs.check("shared", shared, remarks);
        }

        public SharedAccounts accounts() {
            return new SharedAccounts(shared);
        }
    }

    private final Globs shared;

    /**
     * @param globs Apple IDs, in which each {@code *} stands for any characters; if empty, no owner counts as personal
     */
    public SharedAccounts(List<String> globs) {
        this.shared = Globs.ofAppleIds(globs);
    }

    /** Whether shared accounts are configured and this is none of them. */
    public boolean isPersonal(AppleId owner) {
        return !shared.isEmpty() && !shared.match(owner.value());
    }
}
