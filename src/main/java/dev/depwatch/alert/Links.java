package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where a step is to be done. The pages of Jamf Pro are those of its web app's own menu. */
final class Links {
    /** Where most sign in; the texts name Apple School Manager's address beside it. */
    static final Optional<URI> APPLE = Optional.of(URI.create("https://business.apple.com/"));

    static final Optional<URI> APPLE_STATUS = Optional.of(URI.create("https://www.apple.com/support/systemstatus/"));

    static final String APPLE_SITES = "business.apple.com (Apple Business, formerly Apple Business Manager) or "
            + "school.apple.com (Apple School Manager)";

    /** Jamf Pro's own word for the notification. */
    static final String REVOKED = "VPP_TOKEN_REVOKED";

    private final Map<Instance, URI> jamf = new HashMap<>();

    Links(Assessment assessment) {
        for (InstanceInventory inventory : assessment.instances()) {
            inventory.jamf().ifPresent(address -> jamf.put(inventory.instance(), address));
        }
    }

    /** The page that lists the instance's tokens of the kind; empty where the address is not configured. */
    Optional<URI> tokens(Instance instance, TokenKind kind) {
        String page = switch (kind) {
            case ADE -> "deviceEnrollmentProgram.html";
            case CONTENT -> "volumePurchaseProgram.html";
        };
        return Optional.ofNullable(jamf.get(instance)).map(address -> page(address, page));
    }

    /** The way through Jamf Pro's menus, by today's names and by those of older versions. */
    static String menu(TokenKind kind) {
        return switch (kind) {
            case ADE ->
                "Settings > Global > Automated Device Enrollment (in older versions: Settings > Global Management > "
                        + "Device Enrollment Program)";
            case CONTENT -> "Settings > Global > Volume Purchasing";
        };
    }

    private static URI page(URI address, String page) {
        String base = address.toString();
        return URI.create(base.endsWith("/") ? base + page : base + "/" + page);
    }
}
