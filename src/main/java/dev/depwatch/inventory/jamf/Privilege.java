package dev.depwatch.inventory.jamf;

/**
 * What a request needs: a privilege of the API role in Jamf Pro, or the permission for it at the gateway.
 *
 * @param displayName in the words of Jamf Pro's own documentation
 * @param permission "" if its name is not public
 */
record Privilege(String displayName, String permission) {
    static final Privilege READ_ENROLLMENTS =
            new Privilege("Read Device Enrollment Program Instances", "device-enrollment-program-instances:read");
    static final Privilege READ_LOCATIONS =
            new Privilege("Read Volume Purchasing Locations", "volume-purchasing-locations:read");
    static final Privilege READ_GSX = new Privilege("Read GSX Connection", "");
    static final Privilege READ_PUSH_CERTIFICATES = new Privilege("Read Push Certificates", "");
    static final Privilege UPDATE_ENROLLMENTS = new Privilege("Update Device Enrollment Program Instances", "");
    static final Privilege UPDATE_LOCATIONS = new Privilege("Update Volume Purchasing Locations", "");
}
