package dev.depwatch.assess;

import com.google.re2j.Pattern;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Remedy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which accounts belong to nobody in particular, so that a token of theirs outlives every person. Any other owner
 * is marked where its tokens are spoken of; that alone is nothing to wake anybody for.
 */
public final class SharedAccounts {
    static final SharedAccounts NOT_TOLD = new SharedAccounts(List.of());

    private final List<Pattern> patterns;

    /** @param globs Apple IDs, in which each {@code *} stands for any characters; none: nobody is reported */
    public SharedAccounts(List<String> globs) {
        this.patterns = globs.stream().map(SharedAccounts::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        String lower = AppleId.of(glob).map(AppleId::value).orElse("");
        return Pattern.compile(
                Arrays.stream(lower.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    /** Whether it is known which accounts are shared, and this is none of them. */
    public boolean isPersonal(AppleId owner) {
        return !patterns.isEmpty() && patterns.stream().noneMatch(pattern -> pattern.matches(owner.value()));
    }

    /** What is to be renewed anyway is better renewed with another account. */
    Finding mark(Finding finding) {
        boolean renewed = finding.remedy() == Remedy.REGENERATE || finding.remedy() == Remedy.RENEW;
        return renewed && finding.account().filter(this::isPersonal).isPresent()
                ? finding.with(Hint.PERSONAL_OWNER)
                : finding;
    }
}
