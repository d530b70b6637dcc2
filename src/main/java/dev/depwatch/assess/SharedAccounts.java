package dev.depwatch.assess;

import com.google.re2j.Pattern;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Remedy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The accounts that belong to no single person, so that their tokens outlast every person. Findings mark any other
 * owner; that alone causes no alert.
 */
public final class SharedAccounts {
    static final SharedAccounts NONE = new SharedAccounts(List.of());

    private final List<Pattern> patterns;

    /**
     * @param globs Apple IDs, in which each {@code *} stands for any characters; if empty, no owner counts as personal
     */
    public SharedAccounts(List<String> globs) {
        this.patterns = globs.stream().map(SharedAccounts::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        String lower = AppleId.of(glob).map(AppleId::value).orElse("");
        return Pattern.compile(
                Arrays.stream(lower.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    /** Whether shared accounts are configured and this is none of them. */
    public boolean isPersonal(AppleId owner) {
        return !patterns.isEmpty() && patterns.stream().noneMatch(pattern -> pattern.matches(owner.value()));
    }

    /** A token that needs renewal anyway is better renewed with a shared account. */
    Finding mark(Finding finding) {
        boolean renewed = finding.remedy() == Remedy.REGENERATE || finding.remedy() == Remedy.RENEW;
        return renewed && finding.account().filter(this::isPersonal).isPresent()
                ? finding.with(Hint.PERSONAL_OWNER)
                : finding;
    }
}
