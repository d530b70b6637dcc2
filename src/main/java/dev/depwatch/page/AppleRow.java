package dev.depwatch.page;

import dev.depwatch.apple.Organization;
import dev.depwatch.apple.Witnesses;
import dev.depwatch.page.Times.Moment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What depwatch reads of one organisation from Apple's own API, as a table row.
 *
 * @param problems why it, or the list of its accounts, is not read
 */
record AppleRow(
        String name,
        String product,
        String tone,
        String state,
        int servers,
        int ofTokens,
        Optional<Moment> read,
        List<String> problems) {
    static AppleRow of(Organization organization, Witnesses apple, Times times) {
        boolean fails = organization.failure().isPresent();
        boolean isRead = organization.readAt().isPresent();
        return new AppleRow(
                organization.name(),
                switch (organization.scope()) {
                    case BUSINESS -> "Apple Business";
                    case SCHOOL -> "Apple School Manager";
                },
                fails ? "watch" : isRead ? "good" : "unknown",
                fails ? "not read" : isRead ? "read" : "not read yet",
                organization.servers().size(),
                apple.serversOfTokens(organization),
                organization.readAt().map(times::moment),
                Stream.concat(
                                organization
                                        .failure()
                                        .map(failure -> "Not read since "
                                                + times.moment(failure.since()).shown() + ": " + failure.sentence())
                                        .stream(),
                                organization.accountsGap().map(Headline::capitalised).stream())
                        .toList());
    }
}
