/**
 * What runs in a process: the broker, the device, their listeners and folders, and the service
 * around them. Here the objects are made and connected. Of the whole device runtime, only this
 * package knows the broker.
 */
package hearth.runtime.host;
