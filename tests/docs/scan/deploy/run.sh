#!/bin/sh
exec shop --config deploy/shop.yaml
