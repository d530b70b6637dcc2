package dev.depwatch.apple;

import dev.depwatch.apple.Account.Status;
import dev.depwatch.token.AppleId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Apple's API says of one organisation, at one moment.
 *
 * @param servers every device management service that is no Apple Configurator
 * @param accounts how the accounts of the owners stand that were asked for
 */
record OrganizationReading(List<MdmServer> servers, Accounts accounts) {
    OrganizationReading {
        servers = List.copyOf(servers);
    }

    /**
     * @param known of those that were asked for, the ones that Apple lists
     * @param isWhole whether the list was read to its end and names every account, so that an account that is not in it
     *     is not there
     * @param gap why accounts were not read, as a sentence; empty if they were read, or were not asked for
     */
    record Accounts(Map<AppleId, Status> known, boolean isWhole, Optional<String> gap) {
        static final Accounts NOT_ASKED = new Accounts(Map.of(), false, Optional.empty());

        Accounts {
            known = Map.copyOf(known);
        }
    }
}
