package dev.depwatch.inventory.jamf;

import static java.util.stream.Collectors.joining;

import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the API of one Jamf Pro is, who depwatch is there, and the words for both. It is at the web app itself, or at
 * the gateway of the Jamf Platform API, which passes requests on to many.
 *
 * @param address of the web app with its context path and without {@code /api}, or of the gateway; no slash at the end
 * @param target the header that names the Jamf Pro to the gateway; none for a web app
 */
public record JamfServer(URI address, JamfCredentials credentials, Map<String, String> target) {
    public JamfServer {
        target = Map.copyOf(target);
    }

    boolean isGateway() {
        return !target.isEmpty();
    }

    /** @param endpoint as {@code /v1/notifications} */
    String path(String endpoint) {
        return (isGateway() ? "/pro" : "/api") + endpoint;
    }

    /**
     * Where an API client signs in. A web app has the first since Jamf Pro 10.49; the second is specified from 11.23.2
     * on, and may outlast it.
     */
    List<String> signInPaths() {
        return isGateway() ? List.of("/auth/token") : List.of("/api/oauth/token", "/api/v1/oauth/token");
    }

    /** What to do about the most common mistake, whatever its effect. */
    String checkAddress() {
        return isGateway()
                ? "check platform, and environment or tenant"
                : "check that the url (https://host:8443/context) is Jamf Pro's, without /api";
    }

    /** What to do if it does not let the account sign in. */
    String checkCredentials() {
        return isGateway()
                ? "check platform, the id, and the secret in its file; check in Jamf Account that the API client is there"
                : credentials instanceof ClientCredentials
                        ? "check the id, and the secret in its file; " + checkAccount()
                        : "check the user name, and the password in its file; " + checkAccount()
                                + ", and that its password has not expired";
    }

    /** What to do if it rejects an access token of its own. */
    String checkAccount() {
        return isGateway()
                ? "check environment or tenant (" + String.join("", target.values())
                        + "); check in Jamf Account that the API client is of this region, and that Jamf Pro is granted to it"
                : "check in Jamf Pro that the " + (credentials instanceof ClientCredentials ? "client" : "account")
                        + " is enabled";
    }

    /** What to do if the account lacks privileges. */
    String grant(List<Privilege> privileges) {
        return (isGateway() ? "give it in Jamf Account the " : "give its role the ") + named(privileges);
    }

    String named(List<Privilege> privileges) {
        if (!isGateway()) {
            return "privilege " + quoted(privileges, Privilege::displayName);
        }
        return privileges.stream().anyMatch(privilege -> privilege.permission().isEmpty())
                ? "permission that stands for " + quoted(privileges, Privilege::displayName)
                        + " (its name is not public)"
                : "permission " + quoted(privileges, Privilege::permission);
    }

    private static String quoted(List<Privilege> privileges, Function<Privilege, String> name) {
        return privileges.stream().map(name).collect(joining("\" and \"", "\"", "\""));
    }
}
