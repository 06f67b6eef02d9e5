# Generated from orchestra_sdk/v1/_async by `orchestra generate`. Do not edit.
