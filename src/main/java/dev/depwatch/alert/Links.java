package dev.depwatch.alert;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Links for steps. The pages of Jamf Pro are those of its web app's own menu.
 *
 * @param jamf the addresses of Jamf Pro, where they are known
 */
record Links(Map<Instance, URI> jamf) {
    /** Where most people sign in; the texts name Apple School Manager's address beside it. */
    static final Optional<URI> APPLE = Optional.of(URI.create("https://business.apple.com/"));

    static final Optional<URI> APPLE_STATUS = Optional.of(URI.create("https://www.apple.com/support/systemstatus/"));

    static final Set<Optional<URI>> OF_APPLE = Set.of(APPLE, APPLE_STATUS);

    static final String APPLE_SITES = "business.apple.com or school.apple.com";

    /** The path to the servers. */
    static final String SERVERS = way("Devices > Management Services", "Your MDM Servers");

    static Links of(Collection<InstanceInventory> instances) {
        Map<Instance, URI> jamf = new HashMap<>();
        instances.forEach(inventory -> inventory.jamf().ifPresent(address -> jamf.put(inventory.instance(), address)));
        return new Links(jamf);
    }

    /** The page that lists the instance's tokens of the kind; empty if the address is not configured. */
    Optional<URI> tokens(Instance instance, TokenKind kind) {
        String page = switch (kind) {
            case ADE -> "deviceEnrollmentProgramInstances.html";
            case CONTENT -> "view/settings/global-management/volume-purchasing";
            case PUSH -> "pushNotificationCertificate.html";
            case GSX -> "view/settings/global-management/gsx-connection";
            // Its page is not known.
            case CA -> "";
        };
        return Optional.ofNullable(jamf.get(instance)).map(address -> URI.create(address + "/" + page));
    }

    /** The path through Jamf Pro's menus, by today's names and by those of older versions. */
    static String menu(TokenKind kind) {
        return "Settings > Global > " + shortMenu(kind)
                + (kind == TokenKind.ADE ? " (older: Global Management > Device Enrollment Program)" : "");
    }

    /** The short name of the menu, once a text has given its path. */
    private static String shortMenu(TokenKind kind) {
        return switch (kind) {
            case ADE -> "Automated Device Enrollment";
            case CONTENT -> "Volume Purchasing";
            case PUSH -> "Push Certificates";
            case GSX -> "GSX Connection";
            case CA -> "PKI Certificates";
        };
    }

    /** The same message with the path through each menu only in the first step or line that needs it. */
    static Message eachMenuOnce(Message message) {
        Set<TokenKind> said = EnumSet.noneOf(TokenKind.class);
        return message.with(
                message.steps().stream()
                        .map(step -> new Message.Line(once(step.text(), said), step.link()))
                        .toList(),
                message.alsoCheck().stream().map(line -> once(line, said)).toList());
    }

    private static String once(String text, Set<TokenKind> said) {
        String shorter = text;
        for (TokenKind kind : TokenKind.values()) {
            int first = shorter.indexOf(menu(kind));
            if (first >= 0) {
                int rest = said.add(kind) ? first + menu(kind).length() : first;
                shorter = shorter.substring(0, rest) + shorter.substring(rest).replace(menu(kind), shortMenu(kind));
            }
        }
        return shorter;
    }

    /** The path through Apple's sites. */
    static String downloadPath(TokenKind kind) {
        return switch (kind) {
            case ADE ->
                way(
                        "Devices > Management Services > the service > download the service token",
                        "Your MDM Servers > the server > Download Token");
            case CONTENT ->
                way("Settings > Payments & Billing > Apps and Books > Download", "Payments & Billing > Content Tokens");
            case PUSH, GSX, CA -> "";
        };
    }

    private static String way(String business, String preferences) {
        return "in Apple Business, " + business + "; in Apple School Manager (and the older Apple Business Manager),"
                + " your name > Preferences > " + preferences + ".";
    }
}
