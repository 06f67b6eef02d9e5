# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
